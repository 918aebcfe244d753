import type {
  ZodOpenApiMediaTypeObject,
  ZodOpenApiOperationObject,
  ZodOpenApiParameters,
  ZodOpenApiResponseObject,
} from 'zod-openapi';
import { z } from 'zod';
import type { HeaderForm } from '../http/answer.ts';
import { idempotencyKeyForm } from '../http/idempotency-key.ts';
import type { PathParts } from '../http/path-part.ts';
import type {
  ContentForms,
  KeyedRoute,
  KeyUse,
  RawRoute,
  Route,
  TokenRoute,
} from '../http/route.ts';
import { merchantId } from '../http/text-forms.ts';
import { asWritten, requestIdHeader, toldHeaders } from './told-headers.ts';
import { toldProblems } from './told-problems.ts';

/** Of the key scheme in `components.securitySchemes`. */
export const keyScheme = 'key';

const merchantParameter = merchantId.optional().meta({
  description: 'For an ops key: whose data is meant. A merchant’s own key may name its own.',
});

const key = z.string().regex(idempotencyKeyForm);
const aboutKey = {
  description:
    'Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once.',
  example: 'click-7f0c',
};

function keyParameter(use: KeyUse): z.ZodType | null {
  switch (use) {
    case 'required':
      return key.meta(aboutKey);
    case 'accepted':
      return key.optional().meta(aboutKey);
    case 'none':
      return null;
    default:
      return use satisfies never;
  }
}

function pathOf(parts: PathParts): z.ZodObject | undefined {
  const forms = Object.entries(parts).map(([name, { form }]) => [name, form] as const);
  return forms.length === 0 ? undefined : z.object(Object.fromEntries(forms));
}

function fieldsOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

function parametersOf(route: KeyedRoute): ZodOpenApiParameters {
  const path = pathOf(route.parts);
  const query = {
    ...(route.namesMerchant === 'query' ? { merchant: merchantParameter } : {}),
    ...fieldsOf(route.query),
  };
  const named = keyParameter(route.key);
  const headers: Record<string, z.ZodType> = {
    ...(route.namesMerchant === 'no' ? {} : { Merchant: merchantParameter }),
    ...(named === null ? {} : { 'Idempotency-Key': named }),
    ...Object.fromEntries(
      Object.entries(fieldsOf(route.headers)).map(([name, form]) => [asWritten(name), form]),
    ),
  };
  return {
    ...(path === undefined ? {} : { path }),
    ...(Object.keys(query).length === 0 ? {} : { query: z.object(query) }),
    ...(Object.keys(headers).length === 0 ? {} : { header: z.object(headers) }),
  };
}

const replayed: HeaderForm = {
  description:
    'The request was done before under this key; this is what came of it, as it stands now.',
  example: 'true',
};

function keyedAnswers(route: KeyedRoute): Record<string, ZodOpenApiResponseObject> {
  const ofKey: Record<string, HeaderForm> =
    route.key === 'none' ? {} : { 'idempotent-replayed': replayed };
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, body, headers }]) => [
      status,
      {
        description,
        headers: {
          ...requestIdHeader,
          ...toldHeaders(headers ?? {}, true),
          ...toldHeaders(ofKey, false),
        },
        ...(body === null ? {} : { content: { 'application/json': { schema: body } } }),
      },
    ]),
  );
}

function rolesOf(route: KeyedRoute): string {
  return `Roles: ${route.roles.map((role) => `\`${role}\``).join(', ')}.`;
}

function keyedOperation(route: KeyedRoute): ZodOpenApiOperationObject {
  const example = route.example === undefined ? {} : { example: route.example };
  return {
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    description: `${route.description}\n\n${rolesOf(route)}`,
    security: [{ [keyScheme]: [] }],
    requestParams: parametersOf(route),
    ...(route.body === null
      ? {}
      : {
          requestBody: {
            description: 'JSON, 64 KiB at most.',
            required: !route.body.safeParse({}).success,
            content: { 'application/json': { schema: route.body, ...example } },
          },
        }),
    responses: { ...keyedAnswers(route), ...toldProblems(route) },
  };
}

function contentOf(forms: ContentForms): Record<string, ZodOpenApiMediaTypeObject> {
  return Object.fromEntries(Object.entries(forms).map(([type, schema]) => [type, { schema }]));
}

function rawAnswers(route: RawRoute | TokenRoute): Record<string, ZodOpenApiResponseObject> {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, content, headers }]) => [
      status,
      {
        description,
        headers: { ...requestIdHeader, ...toldHeaders(headers ?? {}, true) },
        ...(Object.keys(content).length === 0 ? {} : { content: contentOf(content) }),
      },
    ]),
  );
}

function rawOperation(route: RawRoute | TokenRoute): ZodOpenApiOperationObject {
  const path = pathOf(route.parts);
  const { body } = route;
  const named = route.kind === 'token' && route.takesKey === true ? keyParameter('accepted') : null;
  const header = named === null ? undefined : z.object({ 'Idempotency-Key': named });
  return {
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    description: route.description,
    security: [],
    ...(path === undefined
      ? {}
      : { requestParams: { path, ...(header === undefined ? {} : { header }) } }),
    ...(body === null
      ? {}
      : {
          requestBody: {
            description: body.description,
            required: true,
            content: contentOf(body.content),
          },
        }),
    responses: { ...rawAnswers(route), ...toldProblems(route) },
  };
}

/** A route as the contract tells it. */
export function operationOf(route: Route): ZodOpenApiOperationObject {
  return route.kind === 'keyed' ? keyedOperation(route) : rawOperation(route);
}
