namespace AiStudio.Features.Spend.Usage;

/// <summary>What usage is added up by.</summary>
internal enum UsageGrouping
{
    /// <summary>The day in the organization's time zone.</summary>
    Day,

    /// <summary>The feature tag.</summary>
    Feature,

    /// <summary>The pinned model that answered.</summary>
    Model,

    /// <summary>The person; what the app did by itself has none.</summary>
    User,

    /// <summary>The tier that the person is on now.</summary>
    Tier,

    /// <summary>The API key; what people did in the console has none.</summary>
    Key,
}
