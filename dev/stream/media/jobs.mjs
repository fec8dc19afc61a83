// Work in the background, one job at a time: ffmpeg takes a core for itself.

export function createJobs() {
  let last = Promise.resolve();
  return {
    /** @param {() => Promise<void>} job */
    add(job) {
      last = last.then(job).catch((error) => console.error(error));
    },
  };
}
