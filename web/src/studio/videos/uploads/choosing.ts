// How files get here: by the browser's dialog, or dropped.

import type { Chosen } from "./queue";

/** What the dialog shows at first; whatever is chosen all the same is looked at. */
export const ACCEPTED = "video/*,.mp4,.mov,.webm,.mkv,.ts,.m2ts,.flv";

interface WithPicker {
  showOpenFilePicker?(options: { multiple: boolean }): Promise<FileSystemFileHandle[]>;
}

/** Whether the browser's dialog can give handles, by which a file is found again. */
export const hasPicker = (): boolean => "showOpenFilePicker" in window;

/** What somebody picks in the dialog that gives handles; nothing when they leave it. */
export async function picked({ multiple }: { multiple: boolean }): Promise<Chosen[]> {
  try {
    const handles = (await (window as WithPicker).showOpenFilePicker?.({ multiple })) ?? [];
    return await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })));
  } catch {
    return [];
  }
}

/** What an input holds. Emptied, so that the same file can be chosen again. */
export function taken(input: HTMLInputElement): Chosen[] {
  const files = [...(input.files ?? [])];
  input.value = "";
  return files.map((file) => ({ file, handle: null }));
}

interface WithHandle {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** What was dropped. Must be asked at once: after an await the browser has forgotten it. */
export async function dropped(transfer: DataTransfer): Promise<Chosen[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const found = items.map(async (item) => {
    const [file, asked] = [item.getAsFile(), (item as WithHandle).getAsFileSystemHandle?.()];
    const handle = (await asked?.catch(() => null)) ?? null;
    if (handle?.kind === "directory") return null;
    return file && { file, handle: handle as FileSystemFileHandle | null };
  });
  return (await Promise.all(found)).filter((one): one is Chosen => one !== null);
}
