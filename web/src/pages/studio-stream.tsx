// One of one's own streams: how to publish it, how it fares, its chat.

import { useState } from "preact/hooks";
import { Studio } from "../studio/frame";
import { StreamPage } from "../studio/streams/page";
import { useStudioTexts } from "../texts/studio";
import { mount } from "../ui/mount";

/** The stream's number in an address like `/studio/streams/7`. */
const id = Number(location.pathname.split("/")[3]);

function Page() {
  const studio = useStudioTexts();
  const [title, setTitle] = useState("");
  return (
    <Studio title={title || studio.streams} part="streams">
      {(who) => <StreamPage key={who.id} streamId={id} userId={who.id} onTitle={setTitle} />}
    </Studio>
  );
}

mount(Page);
