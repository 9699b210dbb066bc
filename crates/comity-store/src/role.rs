//! Who may do what: one table.

use crate::word::words;

words! {
    /// What someone is in an organisation.
    Role, "role" {
        /// Asks, records, proposes.
        Analyst = "analyst",
        /// Also decides on hits and reviews classifications.
        Approver = "approver",
        /// Also manages people, tokens and webhooks.
        Administrator = "administrator",
        /// Sees everything, the audit trail too, and changes nothing.
        Auditor = "auditor",
        /// Of an authority: sees determinations, items and parties, asks, and changes nothing of the organisation's.
        LicensingOfficer = "licensing-officer",
    }
}

words! {
    /// What a token may be used for. A token never allows more than its user's role does.
    Scope, "scope" {
        /// To ask for determinations, classifications and comparisons.
        Decide = "decide",
        /// To screen parties.
        Screen = "screen",
        /// To read what is stored.
        Read = "read",
        /// To change what is stored.
        Write = "write",
        /// To manage people, tokens and webhooks, and to read the audit trail.
        Admin = "admin",
    }
}

words! {
    /// Something that a person, or a program for them, does.
    Action, "action" {
        /// Ask for a determination, a classification or a comparison without keeping it.
        Decide = "decide",
        /// Keep a determination.
        KeepDetermination = "keep-determination",
        /// Screen parties.
        Screen = "screen",
        /// Read determinations, parties, items and jobs.
        ReadRecords = "read-records",
        /// Export records in bulk.
        ExportRecords = "export-records",
        /// Create and change parties.
        WriteParties = "write-parties",
        /// Create and change items.
        WriteItems = "write-items",
        /// Record what an item is classified as.
        Classify = "classify",
        /// Decide about a hit.
        Adjudicate = "adjudicate",
        /// Review another person's classification.
        Review = "review",
        /// Start and cancel jobs.
        RunJobs = "run-jobs",
        /// Make and revoke tokens of one's own.
        OwnTokens = "own-tokens",
        /// See and revoke everybody's tokens.
        ManageTokens = "manage-tokens",
        /// See who is a member.
        ReadMembers = "read-members",
        /// Add and remove members, and change their roles.
        ManageMembers = "manage-members",
        /// Change the organisation itself, and what records are removed after their time.
        ManageOrganisation = "manage-organisation",
        /// Make and remove webhooks.
        ManageWebhooks = "manage-webhooks",
        /// Read the audit trail.
        ReadAudit = "read-audit",
    }
}

/// Each action, the roles that may do it, and the scope that a token needs for it.
///
/// What anybody signed in may do alone (change their own password, sign out) is no action here.
const TABLE: &[(Action, &[Role], Scope)] = {
    use Role::{Administrator, Analyst, Approver, Auditor, LicensingOfficer};
    const EVERYONE: &[Role] = &[Analyst, Approver, Administrator, Auditor, LicensingOfficer];
    const WORKING: &[Role] = &[Analyst, Approver, Administrator];
    const APPROVING: &[Role] = &[Approver, Administrator];
    const MANAGING: &[Role] = &[Administrator];
    &[
        (Action::Decide, EVERYONE, Scope::Decide),
        (Action::KeepDetermination, WORKING, Scope::Decide),
        (Action::Screen, EVERYONE, Scope::Screen),
        (Action::ReadRecords, EVERYONE, Scope::Read),
        (Action::ExportRecords, &[Approver, Administrator, Auditor], Scope::Read),
        (Action::WriteParties, WORKING, Scope::Write),
        (Action::WriteItems, WORKING, Scope::Write),
        (Action::Classify, WORKING, Scope::Write),
        (Action::Adjudicate, APPROVING, Scope::Write),
        (Action::Review, APPROVING, Scope::Write),
        (Action::RunJobs, WORKING, Scope::Write),
        (Action::OwnTokens, EVERYONE, Scope::Admin),
        (Action::ManageTokens, MANAGING, Scope::Admin),
        (Action::ReadMembers, EVERYONE, Scope::Read),
        (Action::ManageMembers, MANAGING, Scope::Admin),
        (Action::ManageOrganisation, MANAGING, Scope::Admin),
        (Action::ManageWebhooks, MANAGING, Scope::Admin),
        (Action::ReadAudit, &[Administrator, Auditor], Scope::Admin),
    ]
};

impl Role {
    /// Whether this role may do it.
    ///
    /// ```
    /// use comity_store::{Action, Role};
    ///
    /// assert!(Role::Approver.may(Action::Adjudicate));
    /// assert!(!Role::Analyst.may(Action::Adjudicate));
    /// ```
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        TABLE.iter().any(|(what, who, _)| *what == action && who.contains(&self))
    }
}

impl Action {
    /// The scope that a token needs for it.
    #[must_use]
    pub fn scope(self) -> Scope {
        // An action without a row would need the widest scope; a test sees that there is none.
        TABLE.iter().find(|(what, ..)| *what == self).map_or(Scope::Admin, |(.., scope)| *scope)
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Role, TABLE};

    #[test]
    fn every_action_has_one_row_and_somebody_who_may_do_it() {
        for action in Action::ALL {
            let rows: Vec<_> = TABLE.iter().filter(|(what, ..)| what == action).collect();
            assert_eq!(rows.len(), 1, "{action}");
            assert!(Role::Administrator.may(*action), "an administrator may not {action}");
        }
    }

    #[track_caller]
    fn check(role: Role, may: &[Action]) {
        let allowed: Vec<_> = Action::ALL.iter().copied().filter(|action| role.may(*action)).collect();
        assert_eq!(allowed, may, "{role}");
    }

    #[test]
    fn those_who_only_look_change_nothing() {
        use Action::{Decide, ExportRecords, OwnTokens, ReadAudit, ReadMembers, ReadRecords, Screen};
        check(Role::Auditor, &[Decide, Screen, ReadRecords, ExportRecords, OwnTokens, ReadMembers, ReadAudit]);
        check(Role::LicensingOfficer, &[Decide, Screen, ReadRecords, OwnTokens, ReadMembers]);
    }

    #[test]
    fn words_read_back_and_others_are_refused_with_the_known_ones() {
        assert!(Role::ALL.iter().all(|role| role.word().parse::<Role>().ok() == Some(*role)));
        assert!("owner".parse::<Role>().unwrap_err().to_string().contains("analyst, approver"));
    }
}
