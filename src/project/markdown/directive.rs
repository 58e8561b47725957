//! The info string of a block directive: `inventory {category="functional"}`.

/// A directive's name and its attributes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Directive<'a> {
    /// Reads an info string; `None` where it does not have this form.
    pub(super) fn parse(info: &'a str) -> Option<Self> {
        let info = info.trim();
        let end = info.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(info.len());
        let (name, rest) = info.split_at(end);
        let rest = rest.trim();
        let mut attributes = Vec::new();
        if !rest.is_empty() {
            let mut list = rest.strip_prefix('{')?.strip_suffix('}')?.trim();
            while !list.is_empty() {
                let (key, value) = list.split_once('=')?;
                let (value, after) = value.trim_start().strip_prefix('"')?.split_once('"')?;
                attributes.push((key.trim(), value));
                list = after.trim_start();
            }
        }
        (!name.is_empty()).then_some(Directive { name, attributes })
    }

    /// The value of the only attribute, if that is `key`.
    pub(super) fn only(&self, key: &str) -> Option<&'a str> {
        match self.attributes.as_slice() {
            [(name, value)] if *name == key => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_name_and_attributes() {
        let directive = Directive::parse("inventory {category=\"functional\"}").unwrap();
        assert_eq!(directive.name, "inventory");
        assert_eq!(directive.only("category"), Some("functional"));
        assert_eq!(directive.only("set"), None);
    }

    #[test]
    fn refuses_other_forms() {
        for info in
            ["", "{a=\"b\"}", "inventory {category=functional}", "inventory {a=\"b\"", "a b"]
        {
            assert_eq!(Directive::parse(info), None, "{info}");
        }
    }
}
