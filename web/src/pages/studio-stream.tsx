// One of one's own streams: how to publish it, how it fares, its chat.

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
