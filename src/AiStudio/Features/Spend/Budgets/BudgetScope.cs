namespace AiStudio.Features.Spend.Budgets;

/// <summary>Whose spend a budget counts. Stored in snake case.</summary>
public enum BudgetScope
{
    /// <summary>Everybody's.</summary>
    Organization,

    /// <summary>One person's, by id.</summary>
    User,

    /// <summary>That of one API key, by id.</summary>
    ApiKey,

    /// <summary>What is reported under one feature tag.</summary>
    Feature,

    /// <summary>That of one pinned model, whoever asks it.</summary>
    Model,

    /// <summary>That of all people of one tier together.</summary>
    Tier,

    /// <summary>
    /// That of all people together who are in one unit when they call, by id; also through their keys. Nobody is in an archived unit: its budget stays, and counts again once it is restored.
    /// </summary>
    Unit,
}
