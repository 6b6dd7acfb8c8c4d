using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>Finds what a draft's words mean: a member by e-mail, a key by its prefix, a unit by its name. A feature may be one that nobody has used yet.</summary>
internal static class ScopeValues
{
    /// <summary>As <see cref="Budget.ScopeValue"/> keeps it; error <c>budget_scope</c> when there is no such thing.</summary>
    public static async Task<Result<string>> FindAsync(StudioDb db, BudgetDraft draft, CancellationToken cancellationToken)
    {
        var value = draft.Scope switch
        {
            BudgetScope.Organization => "",
            BudgetScope.User => await db.Database.SqlQuery<string>($"""
                select m.user_id::text as "Value" from membership m join app_user u on u.id = m.user_id
                where m.org_id = {db.Scope.OrganizationId} and u.normalized_email = upper({draft.Whom})
                """).SingleOrDefaultAsync(cancellationToken),
            BudgetScope.ApiKey => await db.Database.SqlQuery<string>($"""
                select id::text as "Value" from api_key where org_id = {db.Scope.OrganizationId} and prefix = {draft.Whom}
                """).SingleOrDefaultAsync(cancellationToken),
            BudgetScope.Model => await KnowsModelAsync(db, draft.Whom, cancellationToken) ? draft.Whom : null,
            BudgetScope.Unit => await db.Database.SqlQuery<string>($"""
                select id::text as "Value" from organization_unit
                where org_id = {db.Scope.OrganizationId} and lower(name) = lower({draft.Whom}) and archived_at is null
                """).SingleOrDefaultAsync(cancellationToken),
            BudgetScope.Tier => Tiers.All.Contains(draft.Whom) ? draft.Whom : null,
            _ => draft.Whom,
        };
        return value is null
            ? Error.Invalid("budget_scope", draft.Scope switch
            {
                BudgetScope.User => "Nobody with this e-mail is a member.",
                BudgetScope.ApiKey => "There is no API key with this prefix.",
                BudgetScope.Unit => "There is no unit of this name, or it is archived. The units are under People.",
                BudgetScope.Model => "No model of this organization has this id. A budget counts the model that answers: write its id as under Models, not an alias.",
                _ => "The tiers are free, pro and enterprise.",
            })
            : value;
    }

    // One that has a price, that an alias may choose, or that has answered.
    private static Task<bool> KnowsModelAsync(StudioDb db, string model, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select exists (select 1 from model_price where org_id = {db.Scope.OrganizationId} and model_id = {model})
            or exists (select 1 from model_alias_candidate where org_id = {db.Scope.OrganizationId} and model_id = {model})
            or exists (select 1 from spend_of_models where org_id = {db.Scope.OrganizationId} and model_id = {model}) as "Value"
        """).SingleAsync(cancellationToken);
}
