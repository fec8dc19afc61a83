// One's account: who one is here, and where one is signed in.

import { Sessions } from "../studio/account/sessions";
import { Who } from "../studio/account/who";
import { Studio } from "../studio/frame";
import { useStudioTexts } from "../texts/studio";
import { mount } from "../ui/mount";

function Page() {
  const studio = useStudioTexts();
  return (
    <Studio title={studio.account} part="account">
      {(who) => (
        <>
          <h1>{studio.account}</h1>
          <Who who={who} />
          <Sessions key={who.id} />
        </>
      )}
    </Studio>
  );
}

mount(Page);
