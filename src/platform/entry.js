// What the platform calls: handlers and objects that lead into WASM and survive its death.
//
// Takes the place of the build tool's own entry, which at each event makes one proxy for the object and another for
// its method. dev/lib/bundle-worker.sh puts it beside the bindings.

import * as wasm from "./index.js";

/** `criticalError`: the instance trapped; `instanceId` counts instances. */
const life = wasm.__worker_init_state();

Error.stackTraceLimit = 100;

/** An instance that trapped is of no more use: whatever is called next begins with another, empty one. */
function revive() {
  if (!life.criticalError) return;
  console.log("Reinitializing Wasm application");
  wasm.__wbg_reset_state();
  life.criticalError = false;
  life.instanceId += 1;
}

function watch(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  console.error("Critical", error);
  life.criticalError = true;
}

// What traps after its event was answered is only seen here.
addEventListener("error", ({ error }) => watch(error));

/** A handler of the Worker. */
const handler = (handle) => (event, env, context) => {
  revive();
  try {
    return handle(event, env, context);
  } catch (error) {
    watch(error);
    throw error;
  }
};

/** An object's class whose objects are made anew, of what is stored, in every further instance. */
function durable(Class, methods) {
  class Durable {
    constructor(state, env) {
      this.state = state;
      this.env = env;
      this.inner = null;
      this.instanceId = -1;
      here(this);
    }
  }
  const here = (object) => {
    revive();
    if (object.instanceId === life.instanceId) return object.inner;
    try {
      object.inner = new Class(object.state, object.env);
    } catch (error) {
      life.criticalError = true;
      throw error;
    }
    object.instanceId = life.instanceId;
    return object.inner;
  };
  for (const name of methods) {
    const method = Class.prototype[name];
    Durable.prototype[name] = function (first, second, third, fourth) {
      const inner = here(this);
      try {
        return method.call(inner, first, second, third, fourth);
      } catch (error) {
        watch(error);
        throw error;
      }
    };
  }
  return Durable;
}

export const StreamRoom = durable(wasm.StreamRoom, [
  "fetch",
  "alarm",
  "webSocketMessage",
  "webSocketClose",
  "webSocketError",
]);

export const RegistrySender = durable(wasm.RegistrySender, ["fetch", "alarm"]);

export default {
  fetch: handler(wasm.fetch),
  queue: handler(wasm.queue),
  scheduled: handler(wasm.scheduled),
};
