// What stands around the contract, in English.

import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const en = {
  title: "API",
  machine: "The same for programs (OpenAPI)",
  search: "Search",
  searchHint: "Path, method or word",
  sections: "Parts of the API",
  found: (count: number) => plural(count, { one: "# call", other: "# calls" }),
  open: "No token is needed.",
  security: "Who may: any one of these",
  parameters: "Parameters",
  request: "Request",
  responses: "Answers",
  example: "Example",
  optional: "optional",
  needed: "needed",
  places: { path: "in the path", query: "in the query", header: "header", cookie: "cookie" },
  range: (least?: number, most?: number) => {
    if (least !== undefined && most !== undefined) return `${least} to ${most}`;
    if (least !== undefined) return `${least} or more`;
    return most === undefined ? "" : `at most ${most}`;
  },
  characters: (least?: number, most?: number) => {
    if (least !== undefined && most !== undefined) return `${least} to ${most} characters`;
    if (least !== undefined) return `${least} characters or more`;
    return most === undefined ? "" : `at most ${most} characters`;
  },
  items: (most: number) => `at most ${most} items`,
  byDefault: (value: string) => `${value} by default`,
};
