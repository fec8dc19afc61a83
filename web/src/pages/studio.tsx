// One's own streams.

import { Studio } from "../studio/frame";
import { MyStreams } from "../studio/streams/list";
import { useStudioTexts } from "../texts/studio";
import { mount } from "../ui/mount";

function Page() {
  const studio = useStudioTexts();
  return (
    <Studio title={studio.streams} part="streams">
      {({ id }) => <MyStreams key={id} userId={id} />}
    </Studio>
  );
}

mount(Page);
