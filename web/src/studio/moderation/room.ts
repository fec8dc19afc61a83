// A room, as the parts of its moderation need it.

import type { UserId } from "../../api/chat";
import type { People } from "./people";

export interface Room {
  streamId: number;
  people: People;
  /** Somebody, in words. */
  name: (id: UserId) => string;
  /** Whether who looks may choose moderators. */
  isAboveModerators: boolean;
}
