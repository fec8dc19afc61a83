// One's own streams.

import { Studio } from "../studio/frame";
import { useStudioTexts } from "../texts/studio";
import { mount } from "../ui/mount";

function Page() {
  const studio = useStudioTexts();
  return (
    <Studio title={studio.streams} part="streams">
      {() => <h1>{studio.streams}</h1>}
    </Studio>
  );
}

mount(Page);
