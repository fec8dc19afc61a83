// One's sessions.

import { Studio } from "../studio/frame";
import { useStudioTexts } from "../texts/studio";
import { mount } from "../ui/mount";

function Page() {
  const studio = useStudioTexts();
  return (
    <Studio title={studio.account} part="account">
      {() => <h1>{studio.account}</h1>}
    </Studio>
  );
}

mount(Page);
