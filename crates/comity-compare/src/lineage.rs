//! Codes of one lineage, written in two ways.

use std::borrow::Cow;

/// The code as most lists of the Wassenaar lineage write it.
///
/// The common core parts category, group and number by dots (`3.A.1.a.5`) where the lists made from it run them together
/// (`3A001.a.5`). A code of any other shape stays as it is.
///
/// ```
/// use comity_compare::common_code;
/// assert_eq!(common_code("3.A.1.a.5"), common_code(&format!("3A{:03}.a.5", 1)));
/// assert_eq!(common_code("Other.a"), "Other.a");
/// ```
pub fn common_code(code: &str) -> Cow<'_, str> {
    let mut parts = code.splitn(4, '.');
    let (Some(category), Some(group), Some(number)) = (parts.next(), parts.next(), parts.next()) else { return Cow::Borrowed(code) };
    let one = |text: &str, is: fn(&u8) -> bool| matches!(text.as_bytes(), [byte] if is(byte));
    match number.parse::<u16>() {
        Ok(number) if one(category, u8::is_ascii_digit) && one(group, u8::is_ascii_uppercase) => {
            let rest = parts.next().map(|rest| format!(".{rest}")).unwrap_or_default();
            Cow::Owned(format!("{category}{group}{number:03}{rest}"))
        }
        _ => Cow::Borrowed(code),
    }
}

/// Category and group of a code of that lineage: goods, equipment, materials, software and technology do not correspond to one another.
///
/// ```
/// use comity_compare::may_correspond;
/// assert!(may_correspond("1C1.a", "1C2") && !may_correspond("1C1.a", "1E1.a"));
/// assert!(may_correspond("Other.a", "1E1.a"));
/// ```
pub fn may_correspond(a: &str, b: &str) -> bool {
    let group = |code: &str| match code.as_bytes() {
        [category, group, digit, ..] if category.is_ascii_digit() && group.is_ascii_uppercase() && digit.is_ascii_digit() => Some([*category, *group]),
        _ => None,
    };
    match (group(a), group(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}
