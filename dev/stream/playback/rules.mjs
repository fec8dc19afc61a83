// Access rules of tokens: the first that fits decides, none allows.

import { BlockList, isIP, isIPv4 } from "node:net";

export const MAX_RULES = 5;
const TYPES = ["any", "ip.src", "ip.geoip.country"];

/** Whether the value is a list of rules that the platform would take. */
export function areRules(value) {
  return Array.isArray(value) && value.length <= MAX_RULES && value.every(isRule);
}

const isRule = (rule) => TYPES.includes(rule?.type) && ["allow", "block"].includes(rule.action);

/**
 * @param {any[]} rules
 * @param {{ip: string, country?: string}} viewer
 */
export function isAllowed(rules, viewer) {
  const first = rules.find((rule) => fits(rule, viewer));
  return first === undefined || first.action === "allow";
}

function fits({ type, ip = [], country = [] }, viewer) {
  if (type === "any") return true;
  if (type === "ip.geoip.country") return country.includes(viewer.country);
  return type === "ip.src" && ip.some((network) => isWithin(viewer.ip, network));
}

function isWithin(address, network) {
  const [base, bits] = network.split("/");
  if (!isIP(base) || isIP(base) !== isIP(address)) return false;
  const family = isIPv4(base) ? "ipv4" : "ipv6";
  const list = new BlockList();
  if (bits === undefined) list.addAddress(base, family);
  else list.addSubnet(base, Number(bits), family);
  return list.check(address, family);
}
