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

function pathsForClients(paths: Readonly<Record<string, Record<string, unknown>>>): object {
  const kept = Object.entries(paths).filter(([path]) => isForClients(path));
  return Object.fromEntries(
    kept.map(([path, item]) => {
      const told = methods.filter((method) => item[method] !== undefined);
      return [path, Object.fromEntries(told.map((method) => [method, doneOnly(item[method])]))];
    }),
  );
}

/**
 * The types of `client/contract.ts`, by openapi-typescript, which is no work of ours.
 *
 * @param text the document as JSON
 */
export async function clientTypes(text: string): Promise<string> {
  const { paths, components, ...rest } = document.parse(JSON.parse(text));
  const told = {
    ...rest,
    webhooks: undefined,
    paths: pathsForClients(paths),
    components: { schemas: components.schemas },
  };
  const ast = await openapiTypescript(JSON.stringify(withoutExamples(told)), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  const settings = await resolveConfig(fileURLToPath(import.meta.url));
  return await format(heading + astToString(ast), { ...settings, parser: 'typescript' });
}
