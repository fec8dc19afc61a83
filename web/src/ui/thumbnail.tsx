// A picture of a stream or a recording, or a calm area where there is none.

import { useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

interface Props {
  url: string | null;
  /** What the picture is, where that is not said beside it. */
  alt?: string;
  icon: IconName;
}

export function Thumbnail({ url, alt = "", icon }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  const isShown = url !== null && url !== failed;
  return (
    <div class="thumbnail">
      {isShown ? (
        <img src={url} alt={alt} loading="lazy" decoding="async" onError={() => setFailed(url)} />
      ) : (
        <Icon name={icon} />
      )}
    </div>
  );
}
