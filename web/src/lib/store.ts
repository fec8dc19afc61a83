// A value that components follow.

import { useEffect, useState } from "preact/hooks";

/** A value, and those who want to hear when it becomes another. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Hears of every further value, until the returned function is called. */
  follow(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** The store's value; the component is rendered again with every further one. */
export function useStore<T>(store: Store<T>): T {
  const [, setSeen] = useState(store.value);
  useEffect(() => {
    setSeen(() => store.value); // it may have changed between render and effect
    return store.follow((value) => setSeen(() => value));
  }, [store]);
  return store.value;
}
