// All that is heard, in one track that never ends: microphone and the screen's own sound, or silence.

export class Sound {
  readonly #context = new AudioContext();
  readonly #mix = this.#context.createMediaStreamDestination();
  readonly #meter = this.#context.createAnalyser();
  readonly #samples = new Float32Array(this.#meter.fftSize);
  #inputs: AudioNode[] = [];

  constructor() {
    this.#meter.connect(this.#mix);
    void this.#context.resume(); // browsers hold it back where nobody has pressed anything
  }

  get track(): MediaStreamTrack | undefined {
    return this.#mix.stream.getAudioTracks()[0];
  }

  /** Hears these, and nothing else any more. */
  hear(tracks: MediaStreamTrack[]): void {
    for (const input of this.#inputs) input.disconnect();
    this.#inputs = tracks.map((track) => this.#context.createMediaStreamSource(new MediaStream([track])));
    for (const input of this.#inputs) input.connect(this.#meter);
  }

  /** How loud it is, from 0 to 1. */
  level(): number {
    this.#meter.getFloatTimeDomainData(this.#samples);
    return Math.min(1, Math.max(...this.#samples.map(Math.abs)));
  }

  close(): void {
    this.hear([]);
    void this.#context.close();
  }
}
