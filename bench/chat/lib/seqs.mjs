// Which messages a frame carries, without parsing it: a room's numbers have no gaps, so the first and the last tell.

const NAME = Buffer.from('"seq":');
const [ZERO, NINE] = Buffer.from("09");

/** Where the first number stood in the last frame: mostly the next one has it there too. */
let usual = 0;

export function firstSeq(buffer, from, to) {
  if (!isName(buffer, from + usual)) {
    const found = buffer.indexOf(NAME, from);
    if (found < 0 || found >= to) return Number.NaN;
    usual = found - from;
  }
  return number(buffer, from + usual + NAME.length);
}

export function lastSeq(buffer, from, to) {
  const found = buffer.lastIndexOf(NAME, to - NAME.length);
  return found < from ? Number.NaN : number(buffer, found + NAME.length);
}

function isName(buffer, at) {
  for (let i = 0; i < NAME.length; i++) {
    if (buffer[at + i] !== NAME[i]) return false;
  }
  return true;
}

function number(buffer, start) {
  let value = 0;
  for (let at = start; buffer[at] >= ZERO && buffer[at] <= NINE; at++) value = value * 10 + buffer[at] - ZERO;
  return value;
}
