namespace AiStudio.Platform.Telemetry;

/// <summary>Something that is looked up when <c>/metrics</c> is read, because nobody counts it as it happens.</summary>
internal interface IScraped
{
    /// <summary>Records what there is now in instruments of its own.</summary>
    Task MeasureAsync(CancellationToken cancellationToken);
}
