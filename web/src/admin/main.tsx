// The deployment, for those who run it.

import { useTexts } from "../texts";
import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";

function Admin() {
  const { site } = useTexts();
  return (
    <Layout title={site.admin}>
      <h1>{site.admin}</h1>
    </Layout>
  );
}

mount(Admin);
