//! The audit trail.

use std::collections::HashMap;

use axum::{
    extract::State as FromState,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use comity_portal::{
    Section, Template,
    pages::{AuditPage, AuditRow},
};
use comity_store::{Action, Entry, Json, Page, Trail, UserId};
use serde_json::json;

use super::turned;
use crate::{
    portal::{
        page::{Around, NoPage, answer, minute},
        paths,
        sent::Linked,
        visitor::{Visit, Visitor},
    },
    state::State,
};

/// Rows of one page.
const ROWS: u32 = 100;
/// Rows fetched at once for the file.
const CHUNK: u32 = 1000;

/// The trail, the latest first.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadAudit)?;
    let office = &visitor.caller.office;
    let found = office.audit(None, &turned(&sent, ROWS)).await?;
    let names = names_of_members(visitor).await?;
    let rows: Vec<AuditRow> = found
        .items
        .iter()
        .map(|entry| AuditRow {
            number: entry.number.to_string(),
            at: minute(entry.at),
            actor: entry.actor.user().and_then(|user| names.get(&user).cloned()).unwrap_or_else(|| entry.actor.to_string()),
            // The catalogue's keys have no dots.
            action: entry.action.replace('.', "-"),
            object: entry.object.clone(),
        })
        .collect();
    // The whole trail is read again where somebody begins to look at it; turning its pages does not read it each time.
    let is_first = sent.get("after").is_empty();
    let sound = if is_first { Some(matches!(office.verify_audit().await?, Trail::Whole { .. })) } else { None };
    let next = found.next.map(|cursor| paths::with("/account/audit", [("after", cursor.to_string().as_str())]));
    let first = (!is_first).then_some("/account/audit");
    let html = Around::of(&state, &visit)
        .with(Section::Account, |shell| AuditPage { shell, rows: &rows, export: "/account/audit.jsonl", sound, next: next.as_deref(), first }.render());
    Ok(answer(StatusCode::OK, html))
}

/// The whole trail, a JSON line an entry, the oldest first. That it was fetched stands in it.
pub async fn export(visit: Visit) -> Result<Response, NoPage> {
    let visitor = visit.who_may(Action::ReadAudit)?;
    let office = &visitor.caller.office;
    office.note(&visitor.caller.stamp(), "audit.exported", &visitor.caller.organisation().to_string(), &Json::of(&json!({}))?).await?;
    let (mut out, mut after) = (String::new(), 0);
    loop {
        let entries = office.audit_after(after, CHUNK).await?;
        let Some(last) = entries.last() else { break };
        after = last.number;
        for entry in &entries {
            out.push_str(&line(entry));
        }
    }
    let as_file = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\"")];
    Ok((as_file, out).into_response())
}

fn line(entry: &Entry) -> String {
    let detail: serde_json::Value = serde_json::from_str(entry.detail.as_str()).unwrap_or_default();
    let hex = |digest: &[u8; 32]| digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let line = json!({
        "number": entry.number, "at": entry.at.to_string(), "actor": entry.actor.to_string(), "action": entry.action, "object": entry.object,
        "detail": detail, "before": hex(&entry.before), "digest": hex(&entry.digest),
    });
    format!("{line}\n")
}

/// The names of members by their id.
pub async fn names_of_members(visitor: &Visitor) -> Result<HashMap<UserId, String>, NoPage> {
    let members = visitor.caller.office.members(&Page::first(Page::MOST)).await?;
    Ok(members.items.into_iter().map(|member| (member.user, member.name)).collect())
}
