//! The functions against the models: on recorded bodies, on odd values, and on anything.

mod bodies;
mod calls;
mod hostile;
mod text;

use serde_json::Value;

/// Whether two values are the same up to the last bit of a fraction, which `serde_json` does not read
/// exactly.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= a.abs() * 1e-15,
            _ => false,
        },
        (a, b) => a == b,
    }
}

/// Calls a function with arguments. A failure is its message.
fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let number = crate::FUNCTIONS.iter().position(|function| function.name == name).expect(name);
    let texts: Vec<_> = arguments.iter().map(ToString::to_string).collect();
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    match crate::call(number, &texts.join("\n")) {
        Ok(result) => Ok(parse(&result)),
        Err(failure) => Err(parse(&failure)["message"].as_str().expect("a message").to_owned()),
    }
}
