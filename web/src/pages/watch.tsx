// There is nothing at this address.

import { useTexts } from "../texts";
import { Layout } from "../ui/layout";
import { mount } from "../ui/mount";

function Watch() {
  const { errors } = useTexts();
  return (
    <Layout title={errors.missingTitle}>
      <div class="missing">
        <h1>{errors.missingTitle}</h1>
        <p>{errors.missing}</p>
        <a class="button button-primary" href="/">
          {errors.toHome}
        </a>
      </div>
    </Layout>
  );
}

mount(Watch);
