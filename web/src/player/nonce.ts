// The styles that the controls' library writes into its elements. The policy lets them pass with the page's nonce.

interface Element {
  getTemplateHTML?: (...all: unknown[]) => string;
}

/** Marks the styles of these elements; to be called before the first of them is made. */
export function markStyles(names: readonly string[]): void {
  const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? "";
  const done = new Set<Element>();
  for (const name of names) {
    let element = customElements.get(name) as Element | null | undefined;
    for (; element && !done.has(element); element = Object.getPrototypeOf(element)) {
      done.add(element);
      if (Object.hasOwn(element, "getTemplateHTML")) mark(element, nonce);
    }
  }
}

function mark(element: Element, nonce: string): void {
  const original = element.getTemplateHTML;
  element.getTemplateHTML = function (...all) {
    return (original?.apply(this, all) ?? "").replaceAll(
      /<style(?: nonce="[^"]*")?/g,
      `<style nonce="${nonce}"`,
    );
  };
}
