namespace AiStudio.Features.Spend.Filters;

/// <summary>What spend is split by.</summary>
public enum SpendDimension
{
    /// <summary>The feature tag.</summary>
    Feature,

    /// <summary>The pinned model that answered; calls that nobody answered have none.</summary>
    Model,

    /// <summary>The provider connection that answered.</summary>
    Provider,

    /// <summary>The tier that the person is on now; in a locked month, was on when it was locked.</summary>
    Tier,

    /// <summary>The person; what the app did by itself has none.</summary>
    User,

    /// <summary>The API key; what people did in the console has none.</summary>
    Key,

    /// <summary>The unit that the person is in now; in a locked month, was in when it was locked.</summary>
    Unit,

    /// <summary>Why: see the function <c>spend_purpose</c>.</summary>
    Purpose,
}
