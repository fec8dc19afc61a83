// Which devices, how good a picture, and what is hidden of it.

import { useId } from "preact/hooks";
import { useBroadcastTexts } from "../../texts/broadcast";
import { Loudness } from "./loudness";
import type { Quality } from "./peer";
import type { Source, SourceState } from "./source";

const QUALITIES: readonly Quality[] = [1080, 720, 480];

export function Controls({
  source,
  state,
  isOnAir,
}: {
  source: Source;
  state: SourceState;
  isOnAir: boolean;
}) {
  const { controls } = useBroadcastTexts();
  const { kind, video, microphone, isMuted, isCovered, choice, devices } = state;
  return (
    <>
      <div class="broadcast-toggles">
        <Toggle
          label={controls.mute}
          isOn={isMuted}
          isDisabled={!microphone}
          onPress={() => source.mute(!isMuted)}
        />
        <Toggle
          label={kind === "camera" ? controls.cameraOff : controls.hideScreen}
          isOn={isCovered}
          onPress={() => source.cover(!isCovered)}
        />
        <Loudness source={source} />
      </div>
      <div class="broadcast-choices">
        {kind === "camera" && (
          <DeviceChoice
            label={controls.camera}
            devices={devices.cameras}
            track={video}
            nameless={controls.cameraNumber}
            onChoice={(camera) => source.choose({ camera })}
          />
        )}
        <DeviceChoice
          label={controls.microphone}
          devices={devices.microphones}
          track={microphone}
          nameless={controls.microphoneNumber}
          onChoice={(id) => source.choose({ microphone: id })}
        />
        <Choice
          label={controls.quality}
          value={String(choice.quality)}
          options={QUALITIES.map((quality) => [String(quality), controls.qualities[quality]])}
          isDisabled={isOnAir}
          onChoice={(value) => source.choose({ quality: Number(value) as Quality })}
        />
      </div>
    </>
  );
}

function Toggle(props: { label: string; isOn: boolean; isDisabled?: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      class="button broadcast-toggle"
      aria-pressed={props.isOn}
      disabled={props.isDisabled ?? false}
      onClick={props.onPress}
    >
      {props.label}
    </button>
  );
}

interface DeviceChoiceProps {
  label: string;
  devices: MediaDeviceInfo[];
  /** What is in use. */
  track: MediaStreamTrack | null;
  /** The name of one that has none. */
  nameless: (number: number) => string;
  onChoice: (id: string) => void;
}

function DeviceChoice({ label, devices, track, nameless, onChoice }: DeviceChoiceProps) {
  if (devices.length === 0) return null;
  const options = devices.map(({ deviceId, label: name }, index): [string, string] => [
    deviceId,
    name || nameless(index + 1),
  ]);
  return (
    <Choice label={label} value={track?.getSettings().deviceId ?? ""} options={options} onChoice={onChoice} />
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, name: string][];
  isDisabled?: boolean;
  onChoice: (value: string) => void;
}

function Choice({ label, value, options, isDisabled = false, onChoice }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={isDisabled}
        onChange={(event) => onChoice(event.currentTarget.value)}
      >
        {options.map(([optionValue, name]) => (
          <option key={optionValue} value={optionValue}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
