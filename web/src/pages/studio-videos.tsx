// One's own videos.

import { Studio } from "../studio/frame";
import { Videos } from "../studio/videos/videos";
import { useStudioTexts } from "../texts/studio";
import { mount } from "../ui/mount";

function Page() {
  const studio = useStudioTexts();
  return (
    <Studio title={studio.videos} part="videos">
      {() => (
        <>
          <h1>{studio.videos}</h1>
          <Videos />
        </>
      )}
    </Studio>
  );
}

mount(Page);
