// A picture of a stream or a recording, or a calm area where there is none.

import { useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

export function Thumbnail({ url, icon }: { url: string | null; icon: IconName }) {
  const [failed, setFailed] = useState<string | null>(null);
  const isShown = url !== null && url !== failed;
  return (
    <div class="thumbnail">
      {isShown ? (
        <img src={url} alt="" loading="lazy" decoding="async" onError={() => setFailed(url)} />
      ) : (
        <Icon name={icon} />
      )}
    </div>
  );
}
