namespace AiStudio.Features.Spend.Filters;

/// <summary>What sums of spend are read from, always as <c>d</c>: rows of days with <c>purpose</c>, calls, tokens and <c>cost_nano_usd</c>. The fewer dimensions, the fewer rows.</summary>
/// <param name="Table">A view of migration 0158.</param>
internal sealed record SpendSource(string Table)
{
    private static readonly SpendSource s_models = new("spend_of_models");
    private static readonly SpendSource s_persons = new("spend_of_persons");
    private static readonly SpendSource s_all = new("spend_of_all");

    /// <summary>The one with the fewest rows that knows what the filter and <paramref name="told"/> ask for.</summary>
    public static SpendSource Of(SpendFilter filter, params SpendDimension[] told)
    {
        var asked = filter.Asked.Concat(told).Where(dimension => dimension != SpendDimension.Purpose).ToLookup(OfModels);
        return (asked[true].Any(), asked[false].Any()) switch
        {
            (true, true) => s_all,
            (false, true) => s_persons,
            _ => s_models,
        };
    }

    private static bool OfModels(SpendDimension dimension) => dimension is SpendDimension.Feature or SpendDimension.Model or SpendDimension.Provider;
}
