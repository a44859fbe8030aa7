//! One field of a message: backslash, TAB and LF are written `\\`, `\t` and `\n`.

use std::fmt;

/// A text as it stands between two TABs.
pub(crate) struct Field<'a>(pub(crate) &'a str);

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['\\', '\t', '\n']) {
            let escaped = match rest.as_bytes()[at] {
                b'\t' => "\\t",
                b'\n' => "\\n",
                _ => "\\\\",
            };
            write!(f, "{}{escaped}", &rest[..at])?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// The text that stands between two TABs; `None` if it is not written as it should be.
pub(crate) fn unescape(field: &str) -> Option<String> {
    let mut text = String::with_capacity(field.len());
    let mut rest = field;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        text.push(match rest.as_bytes().get(at + 1)? {
            b'\\' => '\\',
            b't' => '\t',
            b'n' => '\n',
            _ => return None,
        });
        rest = &rest[at + 2..];
    }
    text.push_str(rest);
    Some(text)
}
