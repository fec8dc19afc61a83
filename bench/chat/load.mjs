// load.mjs <options as JSON>: does one job in one room of one server, and writes what it measured as a line of JSON.

import { settle } from "../lib/process.mjs";
import { connect } from "./jobs/connect.mjs";
import { idle } from "./jobs/idle.mjs";
import { talk } from "./jobs/talk.mjs";

const JOBS = { connect, idle, talk };

const options = JSON.parse(process.argv[2]);
const measured = await JOBS[options.job](options);
await settle(options.pid);
console.log(JSON.stringify(measured));
