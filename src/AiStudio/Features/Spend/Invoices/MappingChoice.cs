namespace AiStudio.Features.Spend.Invoices;

/// <summary>A mapping while somebody chooses its columns.</summary>
internal sealed class MappingChoice
{
    public string Day { get; set; } = "";

    public string Model { get; set; } = "";

    public string Input { get; set; } = "";

    public string Cached { get; set; } = "";

    public string Written { get; set; } = "";

    public string Output { get; set; } = "";

    public string Cost { get; set; } = "";

    public bool InputIncludesCached { get; set; }

    public static MappingChoice Of(InvoiceMapping mapping) => new()
    {
        Day = mapping.Day,
        Model = mapping.Model,
        Input = mapping.Input,
        Cached = mapping.Cached,
        Written = mapping.Written,
        Output = mapping.Output,
        Cost = mapping.Cost,
        InputIncludesCached = mapping.InputIncludesCached,
    };

    public InvoiceMapping ToMapping() => new(Day, Model, Input, Cached, Written, Output, Cost, InputIncludesCached);
}
