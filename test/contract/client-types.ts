import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const object = z.record(z.string(), z.unknown());
const document = z.looseObject({
  paths: z.record(z.string(), object),
  components: z.looseObject({ schemas: object }),
});

type Paths = z.output<typeof document>['paths'];

const operation = z.looseObject({ operationId: z.string(), responses: object });
const answer = z.object({ description: z.string(), content: object.optional() });

const heading = `// Made of docs/openapi.json by \`npm run contract\`. Not to be changed by hand.
`;

/** Examples of whole objects, and patterns, would be most of the file and tell a compiler nothing. */
function withoutExamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExamples);
  const read = object.safeParse(value);
  if (!read.success) return value;
  const kept = Object.entries(read.data).filter(
    ([name, inside]) => name !== 'examples' && (name !== 'example' || typeof inside !== 'object'),
  );
  return Object.fromEntries(kept.map(([name, inside]) => [name, withoutExamples(inside)]));
}

/** A call as the client sees it: what it answers when it was done. A problem is one and the same type. */
function doneOnly(given: unknown): unknown {
  const told = operation.parse(given);
  const done = Object.entries(told.responses).filter(([status]) => /^2/.test(status));
  const responses = done.map(([status, response]) => {
    const { description, content } = answer.parse(response);
    return [status, content === undefined ? { description } : { description, content }];
  });
  return { ...told, responses: Object.fromEntries(responses) as unknown };
}

function isForClients(path: string): boolean {
  return (path.startsWith('/v1/') && !path.endsWith('.csv')) || path === '/readyz';
}

function pathsForClients(paths: Paths): Paths {
  const kept = Object.entries(paths).filter(([path]) => isForClients(path));
  return Object.fromEntries(
    kept.map(([path, item]) => {
      const told = methods.filter((method) => item[method] !== undefined);
      return [path, Object.fromEntries(told.map((method) => [method, doneOnly(item[method])]))];
    }),
  );
}

/** Where each call is, by its `operationId`. */
function addressesOf(paths: Paths): string {
  const told = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, given]) => {
      const { operationId } = operation.parse(given);
      return `${operationId}: { method: '${method.toUpperCase()}', path: '${path}' },`;
    }),
  );
  return `/** Where each call is, by its \`operationId\`. */
export const addresses = { ${told.join('\n')} } as const satisfies Readonly<
  Record<keyof operations, Readonly<{ method: string; path: string }>>
>;
`;
}

/**
 * The text of `client/contract.ts`: types by openapi-typescript, which is no work of ours, and the
 * addresses of all calls.
 *
 * @param text the document as JSON
 */
export async function clientTypes(text: string): Promise<string> {
  const { paths, components, ...rest } = document.parse(JSON.parse(text));
  const kept = pathsForClients(paths);
  const told = {
    ...rest,
    webhooks: undefined,
    paths: kept,
    components: { schemas: components.schemas },
  };
  const ast = await openapiTypescript(JSON.stringify(withoutExamples(told)), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  const settings = await resolveConfig(fileURLToPath(import.meta.url));
  const made = heading + astToString(ast) + addressesOf(kept);
  return await format(made, { ...settings, parser: 'typescript' });
}
