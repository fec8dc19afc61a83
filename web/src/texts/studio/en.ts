// What the studio's frame says, in English.

export const en = {
  title: "Studio",
  sections: "Parts of the studio",
  streams: "Streams",
  videos: "Videos",
  account: "Account",
  signInTitle: "Sign in to go live",
  signInHint: "With an account you get a stream key of your own. Creating one takes a moment.",
};
