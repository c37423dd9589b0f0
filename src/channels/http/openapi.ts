import { z } from 'zod';
import { FAULT_STATUS } from './faults.ts';
import type { FaultCode } from './faults.ts';
import type { Route } from './routes.ts';
import { errorSchema } from './schemas.ts';
import { WORDS } from './words.ts';

/** JSON Schema of what goes in or comes out. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // The only transforms are those that tidy text.
      if (io === 'output' && zodSchema._zod.def.type === 'transform') jsonSchema.type = 'string';
    },
  });
  return rest;
}

/** Names of the `{parameters}` in a path. */
function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '');
}

/** Faults that a route may answer with, beside those of every address. */
function faultsOf(route: Route): FaultCode[] {
  const codes: FaultCode[] = ['internal'];
  if (route.query || route.body) codes.push('invalid-request');
  if (route.body) codes.push('invalid-json', 'too-large', 'unsupported-media-type');
  if (route.path.includes('/conversations')) codes.push('unavailable', 'foreign-origin');
  if (route.path.includes('/conversations/{id}')) codes.push('conversation-not-found');
  if (route.path.endsWith('/messages') && route.body)
    codes.push('message-conflict', 'unknown-choice');
  if (route.path.endsWith('{code}')) codes.push('procedure-not-found');
  if (route.limited || route.media === 'text/event-stream') codes.push('too-many-requests');
  return codes;
}

/** The OpenAPI 3.1 description of the API. */
export function openApi(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: WORDS.en.site.name,
      version: '1',
      description: WORDS.en.site.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: { Error: toJsonSchema(errorSchema, 'output') } },
  };
}

function operation(route: Route): object {
  const summary = WORDS.en.routes[route.operation];
  const statuses = new Map<number, FaultCode[]>();
  for (const code of faultsOf(route)) {
    const status = FAULT_STATUS[code];
    statuses.set(status, [...(statuses.get(status) ?? []), code]);
  }
  const query = route.query ? toJsonSchema(route.query, 'input') : {};
  const required = (query['required'] ?? []) as readonly string[];
  return {
    operationId: route.operation,
    summary,
    parameters: [
      ...pathParameters(route.path).map((name) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...Object.entries((query['properties'] ?? {}) as Record<string, object>).map(
        ([name, schema]) => ({
          name,
          in: 'query',
          required: required.includes(name),
          schema,
        }),
      ),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: { 'application/json': { schema: toJsonSchema(route.body, 'input') } },
          },
        }
      : {}),
    responses: {
      [route.status]: {
        description: summary,
        content: {
          [route.media ?? 'application/json']: { schema: toJsonSchema(route.response, 'output') },
        },
      },
      ...Object.fromEntries(
        [...statuses].map(([status, codes]) => [
          status,
          {
            description: codes.map((code) => `${code}: ${WORDS.en.error[code]}`).join(' '),
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
          },
        ]),
      ),
    },
  };
}
