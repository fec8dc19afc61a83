// The contract as the page needs it: operations by tag, and schemas to be followed.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
}

export interface Example {
  summary?: string;
  value?: unknown;
}

export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, Example>;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  description?: string;
  schema?: Schema;
  example?: unknown;
}

export interface Answer {
  $ref?: string;
  description: string;
  headers?: Record<string, { $ref?: string; description?: string; schema?: Schema }>;
  content?: Record<string, Media>;
}

/** How somebody proves who they are. */
export interface Scheme {
  type: "http" | "apiKey";
  name?: string;
  in?: "query" | "header";
  description?: string;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  security?: Record<string, string[]>[];
  requestBody?: { required?: boolean; description?: string; content: Record<string, Media> };
  responses: Record<string, Answer>;
}

export interface Contract {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
}

/** An operation with where it is. */
export interface Entry extends Operation {
  method: string;
  path: string;
}

const METHODS = ["get", "head", "post", "put", "patch", "delete"];

/** What a reference leads to; anything else is what it is. */
export function resolve<T extends { $ref?: string }>(contract: Contract, value: T): T {
  if (value.$ref === undefined) return value;
  const [kind = "", name = ""] = value.$ref.split("/").slice(2);
  return (contract.components[kind]?.[name] ?? {}) as T;
}

/** The name of what is referred to. */
export const nameOf = ({ $ref }: { $ref?: string }): string | undefined => $ref?.split("/").at(-1);

/** Every operation, in the order of the document; a path's own parameters come first. */
export function entries(contract: Contract): Entry[] {
  return Object.entries(contract.paths).flatMap(([path, item]) => {
    const shared = (item.parameters ?? []) as Parameter[];
    return METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method] as Operation;
      const parameters = [...shared, ...(operation.parameters ?? [])].map((it) => resolve(contract, it));
      return { ...operation, parameters, method: method.toUpperCase(), path };
    });
  });
}

/** Whether an operation has all the words that are looked for, wherever they stand. */
export function matches(entry: Entry, words: string): boolean {
  const { method, path, operationId, summary, description = "", parameters = [] } = entry;
  const names = parameters.map(({ name }) => name).join(" ");
  const text = [method, path, operationId, summary, description, names].join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
