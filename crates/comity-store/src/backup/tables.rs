//! What a backup holds: each table with its columns. Sessions and tries to sign in are left out: nobody is signed in to a store that was restored.

use crate::database::Kind;

/// A table of the backup.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) kinds: &'static [Kind],
    /// All rows, in the order of their key: the same content gives the same backup.
    pub(super) select: &'static str,
    pub(super) insert: &'static str,
    /// One row, if there is any.
    pub(super) any: &'static str,
}

macro_rules! tables {
    ($($name:ident by $key:literal: $first:literal $first_column:ident $first_kind:ident $(, $place:literal $column:ident $kind:ident)*;)*) => {
        &[$(Table {
            name: stringify!($name),
            columns: &[stringify!($first_column) $(, stringify!($column))*],
            kinds: &[Kind::$first_kind $(, Kind::$kind)*],
            select: concat!(
                "SELECT ", stringify!($first_column) $(, ", ", stringify!($column))*, " FROM ", stringify!($name), " ORDER BY ", $key
            ),
            insert: concat!(
                "INSERT INTO ", stringify!($name), " (", stringify!($first_column) $(, ", ", stringify!($column))*,
                ") VALUES ($", $first $(, ", $", $place)*, ")"
            ),
            any: concat!("SELECT '", stringify!($name), "' FROM ", stringify!($name), " LIMIT 1"),
        }),*]
    };
}

/// In an order in which a row comes after those that it refers to. The number before a column is its place.
#[rustfmt::skip]
pub(super) const TABLES: &[Table] = tables! {
    organisation by "id": 1 id Text, 2 name Text, 3 created Int;
    user_account by "id": 1 id Text, 2 email Text, 3 name Text, 4 password Text, 5 disabled Int, 6 created Int, 7 first_password Int;
    membership by "organisation, user_id": 1 organisation Text, 2 user_id Text, 3 role Text, 4 since Int;
    identity by "issuer, subject": 1 issuer Text, 2 subject Text, 3 user_id Text, 4 linked Int;
    token by "id": 1 id Text, 2 organisation Text, 3 user_id Text, 4 name Text, 5 digest Bytes, 6 scopes Text, 7 created Int, 8 expires Int, 9 last_used Int, 10 revoked Int;
    audit_head by "organisation": 1 organisation Text, 2 number Int, 3 digest Bytes;
    audit by "organisation, number": 1 organisation Text, 2 number Int, 3 at Int, 4 actor Text, 5 action Text, 6 object Text, 7 detail Text, 8 before Bytes, 9 digest Bytes;
    determination by "organisation, id": 1 organisation Text, 2 id Text, 3 at Int, 4 actor Text, 5 source Text, 6 day Text, 7 origin Text, 8 destination Text, 9 outcome Text, 10 receipt Text, 11 keep_until Text, 12 question Text, 13 answer Text;
    recheck by "organisation, basis": 1 organisation Text, 2 basis Text, 3 reached Text, 4 begun Int, 5 lease_until Int, 6 attempts Int, 7 ended Int;
    rechecked by "organisation, determination": 1 organisation Text, 2 determination Text, 3 state Text, 4 at Int, 5 mark Text, 6 detail Text;
    idempotency by "organisation, name": 1 organisation Text, 2 name Text, 3 request Bytes, 4 made Text, 5 at Int, 6 lease_until Int, 7 status Int, 8 media Text, 9 body Bytes;
    job by "organisation, id": 1 organisation Text, 2 id Text, 3 actor Text, 4 kind Text, 5 options Text, 6 state Text, 7 total Int, 8 done Int, 9 failed Int, 10 created Int, 11 ended Int, 12 worker Text, 13 lease_until Int, 14 attempts Int, 15 cancel_asked Int, 16 problem Text;
    job_input by "organisation, job, number": 1 organisation Text, 2 job Text, 3 number Int, 4 body Bytes;
    job_output by "organisation, job, number": 1 organisation Text, 2 job Text, 3 number Int, 4 body Bytes, 5 done Int, 6 failed Int;
    party by "organisation, id": 1 organisation Text, 2 id Text, 3 name Text, 4 fields Text, 5 revision Int, 6 created Int, 7 changed Int, 8 removed Int;
    screening by "organisation, party": 1 organisation Text, 2 party Text, 3 revision Int, 4 at Int, 5 actor Text, 6 editions Text, 7 open_hits Int, 8 result Text;
    adjudication by "organisation, number": 1 organisation Text, 2 number Int, 3 at Int, 4 actor Text, 5 party_key Text, 6 body Text;
    item by "organisation, id": 1 organisation Text, 2 id Text, 3 reference Text, 4 description Text, 5 hs Text, 6 origin Text, 7 characteristics Text, 8 revision Int, 9 created Int, 10 changed Int, 11 removed Int;
    classification by "organisation, id": 1 organisation Text, 2 id Text, 3 number Int, 4 item Text, 5 list Text, 6 code Text, 7 edition Text, 8 reasons Text, 9 at Int, 10 actor Text;
    review by "organisation, number": 1 organisation Text, 2 number Int, 3 classification Text, 4 verdict Text, 5 why Text, 6 at Int, 7 actor Text;
    webhook by "organisation, id": 1 organisation Text, 2 id Text, 3 url Text, 4 secret Text, 5 events Text, 6 created Int, 7 removed Int;
    delivery by "organisation, id": 1 organisation Text, 2 id Text, 3 webhook Text, 4 event Text, 5 body Text, 6 state Text, 7 created Int, 8 due Int, 9 attempts Int, 10 status Int, 11 problem Text;
};
