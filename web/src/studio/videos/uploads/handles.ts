// Where the browser hands out handles of files, an upload goes on after a reload without the file being chosen again.
// Handles can be kept in a database of the browser alone.

const DATABASE = "liveroom";
const STORE = "uploadHandles";

/** What lib.dom does not know yet. */
interface Handle extends FileSystemFileHandle {
  requestPermission?(): Promise<PermissionState>;
}

/** Keeps the way to an upload's file. Browsers that keep nothing ask for the file again, that is all. */
export const keepHandle = (address: string, handle: FileSystemFileHandle): Promise<void> =>
  inStore("readwrite", (store) => store.put(handle, address)).then(nothing, nothing);

export const forgetHandle = (address: string): Promise<void> =>
  inStore("readwrite", (store) => store.delete(address)).then(nothing, nothing);

/** The way to an upload's file, if it was kept. */
export const keptHandle = (address: string): Promise<FileSystemFileHandle | null> =>
  inStore<FileSystemFileHandle | undefined>("readonly", (store) => store.get(address)).then(
    (handle) => handle ?? null,
    () => null,
  );

/** The file; null when the viewer does not let us, or it is gone. */
export async function fileOf(handle: Handle): Promise<File | null> {
  try {
    const permission = (await handle.requestPermission?.()) ?? "granted";
    return permission === "granted" ? await handle.getFile() : null;
  } catch {
    return null;
  }
}

const nothing = () => {};

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await opened();
  try {
    return await settled<T>(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return settled(opening);
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
