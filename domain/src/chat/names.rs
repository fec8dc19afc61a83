//! The names of people beside their ids, in what a room's staff is shown. A room keeps ids alone: names live with the
//! accounts, and guests have none there.

use serde_json::Value;

/// Whose names the entries need: ids of accounts, some of them several times.
pub fn accounts(entries: &[Value]) -> Vec<i64> {
    entries.iter().flat_map(|entry| [concerned(entry), by(entry)]).flatten().collect()
}

/// Adds `username`, of whom an entry is about, and `byUsername`, from the names of accounts by their ids; null for
/// guests, and for accounts that are gone.
pub fn add(entry: &mut Value, names: &[(i64, String)]) {
    let name = |account: Option<i64>| {
        let found = names.iter().find(|(id, _)| Some(*id) == account);
        found.map_or(Value::Null, |(_, name)| name.as_str().into())
    };
    let added = [("username", name(concerned(entry))), ("byUsername", name(by(entry)))];
    if let Value::Object(members) = entry {
        members.extend(added.map(|(member, name)| (member.to_owned(), name)));
    }
}

fn by(entry: &Value) -> Option<i64> {
    entry.get("by")?.as_i64()
}

/// Whom a ban or an act is about; an act on a message is about its author.
fn concerned(entry: &Value) -> Option<i64> {
    let target = entry.get("target");
    let people = [entry.get("userId"), target, target.and_then(|message| message.get("userId"))];
    people.into_iter().flatten().find_map(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whoever_has_an_account_is_named_and_everyone_else_is_null() {
        let names = [(1, "alice".to_owned()), (9, "bob".to_owned())];
        for (mut entry, accounts_of_it, want) in [
            (json!({"userId": 9, "by": 1}), vec![9, 1], json!(["bob", "alice"])),
            (json!({"userId": "guest:a", "by": 1}), vec![1], json!([null, "alice"])),
            (json!({"userId": 9, "by": 7}), vec![9, 7], json!(["bob", null])),
            (json!({"target": 9, "by": 1}), vec![9, 1], json!(["bob", "alice"])),
            (json!({"target": "guest:a", "by": 1}), vec![1], json!([null, "alice"])),
            (json!({"target": {"seq": 1, "userId": 9}, "by": 1}), vec![9, 1], json!(["bob", "alice"])),
            (json!({"target": {"seq": 1, "userId": "guest:a"}, "by": 1}), vec![1], json!([null, "alice"])),
            (json!({"target": null, "by": 9}), vec![9], json!([null, "bob"])),
        ] {
            let before = entry.clone();
            assert_eq!(accounts(std::slice::from_ref(&entry)), accounts_of_it, "{before}");
            add(&mut entry, &names);
            assert_eq!(json!([entry["username"], entry["byUsername"]]), want, "{before}");
            for (member, value) in before.as_object().unwrap() {
                assert_eq!(&entry[member], value, "{before}");
            }
        }
    }
}
