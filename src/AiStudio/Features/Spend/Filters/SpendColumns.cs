namespace AiStudio.Features.Spend.Filters;

/// <summary>How rows of one table call what a filter names. Nobody and no key are the zero id, no provider and no model are empty.</summary>
internal sealed record SpendColumns(string Organization, string Feature, string Model, string Provider, string User, string Key)
{
    private const string Zero = "'00000000-0000-0000-0000-000000000000'";

    /// <summary>Of the views of <see cref="SpendSource"/>, as <c>d</c>, as far as they have them.</summary>
    public static readonly SpendColumns Days = new("d.org_id", "d.feature", "d.model_id", "d.provider", "d.user_id", "d.api_key_id") { Purpose = "d.purpose" };

    /// <summary>Of <c>saving v</c>.</summary>
    public static readonly SpendColumns Savings = new("v.org_id", "v.feature", "v.model_id", "v.provider", "v.user_id", "v.api_key_id");

    /// <summary>Of <c>ledger_entry e</c>.</summary>
    public static readonly SpendColumns Entries = new("e.org_id", "e.feature", "e.model_id", "e.provider", $"coalesce(e.user_id, {Zero})", $"coalesce(e.api_key_id, {Zero})");

    /// <summary>Of <c>call c</c>.</summary>
    public static readonly SpendColumns Calls = new(
        "c.org_id", "c.feature", "coalesce(c.served_model, '')", "coalesce(c.provider, '')", $"coalesce(c.user_id, {Zero})", $"coalesce(c.api_key_id, {Zero})");

    /// <summary>Of <c>message_use u</c>, which knows people only.</summary>
    public static readonly SpendColumns Messages = new("u.org_id", "''", "''", "''", "u.user_id", "''") { Purpose = "'people'" };

    /// <summary>Of <c>conversations_begun b</c>, which knows people only.</summary>
    public static readonly SpendColumns Conversations = new("b.org_id", "''", "''", "''", "b.user_id", "''") { Purpose = "'people'" };

    /// <summary>Why: told by feature and key where the rows do not say it.</summary>
    public string Purpose { get; private init; } = $"spend_purpose({Feature}, {Key})";
}
