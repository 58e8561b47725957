//! minijinja's filters that take the name of a field, made as strict as the rest of a template: there,
//! a misspelt name is an error, and the filters themselves would put nothing in its place.

use minijinja::value::{Kwargs, Rest, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, State, Value, filters};

/// Replaces the filters in `environment`.
pub(super) fn configure(environment: &mut Environment<'_>) {
    let filters = [
        ("map", Value::from_function(filters::map)),
        ("selectattr", Value::from_function(filters::selectattr)),
        ("rejectattr", Value::from_function(filters::rejectattr)),
        ("sort", Value::from_function(filters::sort)),
        ("groupby", Value::from_function(filters::groupby)),
        ("unique", Value::from_function(filters::unique)),
        ("min", Value::from_function(filters::min)),
        ("max", Value::from_function(filters::max)),
        ("sum", Value::from_function(filters::sum)),
        ("join", Value::from_function(filters::join)),
    ];
    for (name, filter) in filters {
        environment.add_filter(
            name,
            move |state: &mut State<'_, '_>,
                  value: Value,
                  args: Rest<ValueOrKwargs>|
                  -> Result<Value, Error> {
                let args = args.into_values();
                check(name, &value, &args)?;
                let all: Vec<Value> = std::iter::once(value).chain(args).collect();
                filter.call(state, &all)
            },
        );
    }
}

/// Refuses a field that an item of `value` does not have, unless the template says what stands in for
/// it, or asks whether it is there.
fn check(filter: &str, value: &Value, args: &[Value]) -> Result<(), Error> {
    let (positional, named): (&[Value], Kwargs) = from_args(args)?;
    let place = match filter {
        "selectattr" | "rejectattr" | "groupby" | "sum" => Some(0),
        "join" => Some(1),
        _ => None,
    };
    let field = place.and_then(|place| positional.get(place).cloned());
    let field = field.or_else(|| named.get::<Option<Value>>("attribute").ok().flatten());
    let asks = filter.ends_with("attr")
        && positional.get(1).and_then(Value::as_str).is_some_and(|test| test.ends_with("defined"));
    if asks || named.has("default") || (field.is_none() && filter != "join") {
        return Ok(());
    }
    let fields: Vec<String> = match field.as_ref().map(|field| (field.as_str(), field)) {
        Some((Some(text), _)) if filter == "sort" => {
            text.split(',').map(|field| field.trim().to_owned()).collect()
        }
        Some((Some(text), _)) => vec![text.to_owned()],
        Some((None, field)) => vec![field.to_string()],
        None => Vec::new(),
    };
    // What is no list, the filter itself refuses.
    for item in value.try_iter().into_iter().flatten() {
        if item.is_undefined() {
            return Err(undefined(filter, "an item of the list"));
        }
        for field in fields.iter().filter(|field| !field.is_empty()) {
            if is_missing(&item, field) {
                return Err(undefined(filter, &format!("the field `{field}`")));
            }
        }
    }
    Ok(())
}

fn undefined(filter: &str, what: &str) -> Error {
    Error::new(ErrorKind::UndefinedError, format!("`{filter}`: {what} is not there"))
}

/// Whether `item` has nothing at the path `field`, such as `locale.tag`.
fn is_missing(item: &Value, field: &str) -> bool {
    let mut value = item.clone();
    for part in field.split('.') {
        let next = match part.parse::<usize>() {
            Ok(index) => value.get_item_by_index(index),
            Err(_) => value.get_attr(part),
        };
        match next {
            Ok(next) if !next.is_undefined() => value = next,
            Ok(_) | Err(_) => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use minijinja::{UndefinedBehavior, context};

    use super::*;

    #[test]
    fn a_field_that_is_not_there_is_an_error() {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        configure(&mut environment);
        let data = || {
            let one = context! { id => "b", n => 2, in => context! { a => 1 } };
            context! { list => vec![one, context! { id => "a", n => 1, in => context! { a => 2 } }] }
        };
        for (template, shown) in [
            ("{{ list|map(attribute='id')|join(',') }}", Some("b,a")),
            ("{{ list|map(attribute='in.a')|join }}", Some("12")),
            ("{{ list|map(attribute='x', default='-')|join }}", Some("--")),
            ("{{ list|map(attribute='x')|join }}", None),
            ("{{ list|map(attribute='in.x')|join }}", None),
            ("{{ ['a', 'b']|map('upper')|join }}", Some("AB")),
            ("{{ list|selectattr('n', 'equalto', 1)|map(attribute='id')|join }}", Some("a")),
            ("{{ list|selectattr('x', 'defined')|length }}", Some("0")),
            ("{{ list|rejectattr('x', 'undefined')|length }}", Some("0")),
            ("{{ list|selectattr('x')|length }}", None),
            ("{{ list|rejectattr('x')|length }}", None),
            ("{{ (list|sort(attribute='n')|first).id }}", Some("a")),
            ("{{ (list|sort(attribute='n, id')|first).id }}", Some("a")),
            ("{{ (list|sort(attribute='n, x')|first).id }}", None),
            ("{{ (list|sort(attribute='x')|first).id }}", None),
            ("{{ list|groupby('id')|length }}", Some("2")),
            ("{{ list|groupby('x')|length }}", None),
            ("{{ list|groupby(attribute='x')|length }}", None),
            ("{{ list|groupby('x', default='')|length }}", Some("1")),
            ("{{ list|unique(attribute='x')|length }}", None),
            ("{{ (list|max(attribute='n')).id }}", Some("b")),
            ("{{ (list|min(attribute='x')).id }}", None),
            ("{{ list|sum(attribute='n') }}", Some("3")),
            ("{{ list|sum(attribute='x') }}", None),
            ("{{ list|join(', ', 'id') }}", Some("b, a")),
            ("{{ list|join(', ', 'x') }}", None),
            ("{{ [list[0].x]|join }}", None),
            ("{{ [1, 2]|join('-') }}", Some("1-2")),
        ] {
            let result = environment.render_str(template, data());
            assert_eq!(result.as_deref().ok(), shown, "{template}: {result:?}");
        }
    }
}
