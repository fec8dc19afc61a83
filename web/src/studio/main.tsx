// One's own streams.

import { useTexts } from "../texts";
import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";

function Studio() {
  const { site } = useTexts();
  return (
    <Layout title={site.studio}>
      <h1>{site.studio}</h1>
    </Layout>
  );
}

mount(Studio);
