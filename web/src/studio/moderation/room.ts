// A room, as the parts of its moderation need it.

import type { UserId } from "../../api/chat";
import type { People } from "./people";

export interface Room {
  streamId: number;
  people: People;
  /** Somebody, in words: by the name of the account, where it is known. */
  name: (id: UserId, username?: string | null) => string;
  /** Whether who looks may choose moderators. */
  isAboveModerators: boolean;
}
