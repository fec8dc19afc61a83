// The contract, to be read.

import { useEffect, useState } from "preact/hooks";
import { send } from "../api/send";
import { type Contract, type Entry, entries, matches } from "../docs/contract";
import { OperationView } from "../docs/operation";
import { Prose } from "../docs/prose";
import { useLoaded } from "../lib/load";
import { useTexts } from "../texts";
import { useDocsTexts } from "../texts/docs";
import { Field } from "../ui/field";
import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";
import { Failure } from "../ui/notice";
import "../docs/docs.css";

function Docs() {
  const docs = useDocsTexts();
  const { site } = useTexts();
  const loaded = useLoaded((signal) => send<Contract>("/openapi.json", { signal }), []);
  return (
    <Layout title={docs.title}>
      <h1>{docs.title}</h1>
      {loaded.error !== undefined && <Failure error={loaded.error} again={loaded.again} />}
      {!loaded.value && loaded.error === undefined && <p class="quiet">{site.loading}</p>}
      {loaded.value && <ContractView contract={loaded.value} />}
    </Layout>
  );
}

function ContractView({ contract }: { contract: Contract }) {
  const docs = useDocsTexts();
  const [words, setWords] = useState("");
  const all = entries(contract);
  const found = all.filter((entry) => matches(entry, words.trim()));
  return (
    <>
      <div class="docs-head">
        <div class="docs-about" lang="en">
          <Prose text={contract.info.description} />
        </div>
        <p>
          <a href="/openapi.json">{docs.machine}</a>
        </p>
        <Field
          label={docs.search}
          type="search"
          value={words}
          onValue={setWords}
          placeholder={docs.searchHint}
          spellcheck={false}
        />
        <p role="status" class="quiet">
          {docs.found(found.length)}
        </p>
      </div>
      <Tags contract={contract} found={found} />
    </>
  );
}

function Tags({ contract, found }: { contract: Contract; found: Entry[] }) {
  const docs = useDocsTexts();
  const [open, setOpen] = useOpened();
  const tags = contract.tags
    .map((tag) => ({ ...tag, entries: found.filter(({ tags }) => tags.includes(tag.name)) }))
    .filter(({ entries }) => entries.length > 0);
  return (
    <div class="docs">
      <nav class="docs-tags" aria-label={docs.sections}>
        <ul>
          {tags.map(({ name, entries }) => (
            <li key={name}>
              <a href={`#tag-${name}`}>
                {name} <span class="quiet">{entries.length}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="docs-list">
        {tags.map((tag) => (
          <section key={tag.name} class="section" aria-labelledby={`tag-${tag.name}`}>
            <div lang="en">
              <h2 id={`tag-${tag.name}`}>{tag.name}</h2>
              <p class="quiet">{tag.description}</p>
            </div>
            <div class="operations">
              {tag.entries.map((entry) => (
                <OperationView
                  key={entry.operationId}
                  contract={contract}
                  entry={entry}
                  isOpen={open.has(entry.operationId)}
                  onToggle={(isOpen) => setOpen(entry.operationId, isOpen)}
                />
              ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}

/** Which operations are open: at first the one that the address names. */
function useOpened(): [ReadonlySet<string>, (id: string, isOpen: boolean) => void] {
  const named = () => decodeURIComponent(location.hash.slice(1));
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set([named()]));
  const set = (id: string, isOpen: boolean) =>
    setOpen((before) => new Set(isOpen ? [...before, id] : [...before].filter((it) => it !== id)));
  useEffect(() => {
    const follow = () => {
      set(named(), true);
      document.getElementById(named())?.scrollIntoView();
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return [open, set];
}

mount(Docs);
