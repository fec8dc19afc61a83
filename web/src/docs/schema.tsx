// What a body, a member or a parameter must look like.

import { useDocsTexts } from "../texts/docs";
import { type Contract, nameOf, resolve, type Schema } from "./contract";
import { Words } from "./prose";

/** Deeper than this nothing is opened by itself: the contract's schemas can hold each other. */
const MAX_DEPTH = 5;

interface Props {
  contract: Contract;
  schema: Schema;
  depth?: number;
}

/** A schema in one line, and its members below. */
export function SchemaView({ contract, schema, depth = 0 }: Props) {
  const whole = resolve(contract, schema);
  const members = membersOf(contract, schema);
  return (
    <div class="schema">
      <p>
        <TypeLine contract={contract} schema={schema} />
        {whole.description && (
          <>
            {" "}
            <Words text={whole.description} />
          </>
        )}
      </p>
      {members && depth < MAX_DEPTH && <Members contract={contract} schema={members} depth={depth} />}
      {!members && <Choices contract={contract} schema={whole} depth={depth} />}
    </div>
  );
}

/** The object that a schema describes, be it in a list. */
function membersOf(contract: Contract, schema: Schema): Schema | undefined {
  const whole = resolve(contract, schema);
  if (whole.properties) return whole;
  return whole.items && membersOf(contract, whole.items);
}

function Members({ contract, schema, depth }: { contract: Contract; schema: Schema; depth: number }) {
  const docs = useDocsTexts();
  return (
    <ul class="members">
      {Object.entries(schema.properties ?? {}).map(([name, member]) => (
        <li key={name}>
          <code class="member">{name}</code>{" "}
          {!schema.required?.includes(name) && <span class="quiet">{docs.optional}</span>}
          <SchemaView contract={contract} schema={member} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}

function Choices({ contract, schema, depth }: { contract: Contract; schema: Schema; depth: number }) {
  const choices = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  const worth = choices.filter((choice) => membersOf(contract, choice));
  if (worth.length === 0 || depth >= MAX_DEPTH) return null;
  return (
    <ul class="members">
      {worth.map((choice, place) => (
        <li key={place}>
          <SchemaView contract={contract} schema={choice} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}

/** The type, and what bounds it. */
export function TypeLine({ contract, schema }: { contract: Contract; schema: Schema }) {
  const docs = useDocsTexts();
  const whole = resolve(contract, schema);
  const bounds = boundsOf(whole, docs);
  return (
    <>
      <span class="type">{typeOf(contract, schema)}</span>
      {bounds && <span class="quiet"> {bounds}</span>}
    </>
  );
}

function typeOf(contract: Contract, schema: Schema): string {
  const whole = resolve(contract, schema);
  const words = whole.enum ?? (whole.const === undefined ? undefined : [whole.const]);
  if (words) return words.map((word) => JSON.stringify(word)).join(" | ");
  const choices = whole.oneOf ?? whole.anyOf;
  if (choices) return choices.map((choice) => typeOf(contract, choice)).join(" | ");
  if (whole.items) return `${typeOf(contract, whole.items)}[]`;
  const name = whole.properties && nameOf(schema);
  const type = [whole.type ?? (whole.properties ? "object" : "any")].flat().join(" | ");
  return [name ?? type, whole.format && `(${whole.format})`].filter(Boolean).join(" ");
}

function boundsOf(schema: Schema, docs: ReturnType<typeof useDocsTexts>): string {
  const { minimum, maximum, minLength, maxLength, maxItems, pattern } = schema;
  return [
    docs.range(minimum, maximum),
    docs.characters(minLength, maxLength),
    maxItems !== undefined && docs.items(maxItems),
    pattern,
    schema.default !== undefined && docs.byDefault(JSON.stringify(schema.default)),
  ]
    .filter(Boolean)
    .join(", ");
}
