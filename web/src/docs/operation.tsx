// One operation: what it is, what it takes, what it answers.

import { useDocsTexts } from "../texts/docs";
import {
  type Answer,
  type Contract,
  type Entry,
  type Media,
  type Parameter,
  resolve,
  type Scheme,
} from "./contract";
import { Prose, Sample, Words } from "./prose";
import { SchemaView, TypeLine } from "./schema";

interface Props {
  contract: Contract;
  entry: Entry;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
}

export function OperationView({ contract, entry, isOpen, onToggle }: Props) {
  return (
    <details
      class="operation"
      id={entry.operationId}
      open={isOpen}
      onToggle={({ currentTarget }) => currentTarget.open !== isOpen && onToggle(currentTarget.open)}
    >
      <summary>
        <span class={`method method-${entry.method.toLowerCase()}`}>{entry.method}</span>
        <code class="path">{entry.path}</code>
        <span class="operation-summary" lang="en">
          {entry.summary}
        </span>
      </summary>
      {isOpen && <Body contract={contract} entry={entry} />}
    </details>
  );
}

function Body({ contract, entry }: { contract: Contract; entry: Entry }) {
  const docs = useDocsTexts();
  const { parameters = [], requestBody, responses } = entry;
  return (
    <div class="operation-body">
      {entry.description && (
        <div lang="en">
          <Prose text={entry.description} />
        </div>
      )}
      <Security contract={contract} entry={entry} />
      {parameters.length > 0 && <Parameters contract={contract} parameters={parameters} />}
      {requestBody && (
        <section>
          <h3>{docs.request}</h3>
          <Contents contract={contract} content={requestBody.content} />
        </section>
      )}
      <section>
        <h3>{docs.responses}</h3>
        <ul class="answers">
          {Object.entries(responses).map(([status, answer]) => (
            <AnswerView key={status} contract={contract} status={status} answer={answer} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Security({ contract, entry }: { contract: Contract; entry: Entry }) {
  const docs = useDocsTexts();
  const ways = (entry.security ?? contract.security).flatMap((way) => Object.keys(way));
  if (ways.length === 0) return <p class="quiet">{docs.open}</p>;
  return (
    <section>
      <h3>{docs.security}</h3>
      <ul class="ways" lang="en">
        {ways.map((name) => (
          <Way key={name} scheme={(contract.components.securitySchemes?.[name] ?? {}) as Scheme} />
        ))}
      </ul>
    </section>
  );
}

/** Where a proof goes, and what it is. */
function Way({ scheme }: { scheme: Scheme }) {
  const place = scheme.in === "query" ? `?${scheme.name}=` : (scheme.name ?? "Authorization: Bearer");
  return (
    <li>
      <code>{place}</code> <Words text={scheme.description ?? ""} />
    </li>
  );
}

function Parameters({ contract, parameters }: { contract: Contract; parameters: Parameter[] }) {
  const docs = useDocsTexts();
  return (
    <section>
      <h3>{docs.parameters}</h3>
      <ul class="members">
        {parameters.map((parameter) => (
          <li key={`${parameter.in} ${parameter.name}`}>
            <code class="member">{parameter.name}</code>{" "}
            <span class="quiet">
              {docs.places[parameter.in]}
              {parameter.required ? `, ${docs.needed}` : ""}
            </span>
            <p lang="en">
              {parameter.schema && <TypeLine contract={contract} schema={parameter.schema} />}{" "}
              {parameter.description && <Words text={parameter.description} />}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AnswerView({ contract, status, answer }: { contract: Contract; status: string; answer: Answer }) {
  const { description, headers, content } = resolve(contract, answer);
  const isProblem = content?.["application/problem+json"] !== undefined;
  return (
    <li>
      <p>
        <span class={`status status-${status[0]}`}>{status}</span>{" "}
        <span lang="en">
          <Words text={description ?? ""} />
        </span>
      </p>
      {headers && <Headers contract={contract} headers={headers} />}
      {content && !isProblem && <Contents contract={contract} content={content} />}
    </li>
  );
}

function Headers({ contract, headers }: { contract: Contract; headers: NonNullable<Answer["headers"]> }) {
  return (
    <ul class="members" lang="en">
      {Object.entries(headers).map(([name, header]) => (
        <li key={name}>
          <code class="member">{name}</code> <Words text={resolve(contract, header).description ?? ""} />
        </li>
      ))}
    </ul>
  );
}

function Contents({ contract, content }: { contract: Contract; content: Record<string, Media> }) {
  return (
    <>
      {Object.entries(content).map(([type, media]) => (
        <ContentView key={type} contract={contract} type={type} media={media} />
      ))}
    </>
  );
}

function ContentView({ contract, type, media }: { contract: Contract; type: string; media: Media }) {
  const docs = useDocsTexts();
  const example = media.example ?? (media.schema && resolve(contract, media.schema).example);
  return (
    <div class="content-type" lang="en">
      <p>
        <code>{type}</code>
      </p>
      {media.schema && <SchemaView contract={contract} schema={media.schema} />}
      {example !== undefined && <Sample value={example} label={`${docs.example}: ${type}`} />}
      {Object.entries(media.examples ?? {}).map(([name, { value }]) => (
        <Sample key={name} value={value} label={`${docs.example}: ${name}`} />
      ))}
    </div>
  );
}
