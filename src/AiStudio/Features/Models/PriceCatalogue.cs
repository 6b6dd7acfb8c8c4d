using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Features.Models;

/// <summary>The models and prices that come with this version: <c>catalogue.json</c>, checked when it is read. A broken file refuses the start.</summary>
internal sealed record PriceCatalogue(IReadOnlyList<CataloguedModel> Models)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    public static PriceCatalogue Embedded()
    {
        using var stream = typeof(PriceCatalogue).Assembly.GetManifestResourceStream("catalogue.json")!;
        return Read(stream);
    }

    /// <summary>Throws <see cref="JsonException"/> or <see cref="ValidationException"/>, naming what is wrong.</summary>
    public static PriceCatalogue Read(Stream stream)
    {
        var catalogue = JsonSerializer.Deserialize<PriceCatalogue>(stream, s_json) ?? throw new JsonException("The catalogue is empty.");
        foreach (var model in catalogue.Models)
        {
            Validator.ValidateObject(model, new ValidationContext(model), validateAllProperties: true);
            if (model.LongPrompt is { } dear)
                Validator.ValidateObject(dear, new ValidationContext(dear), validateAllProperties: true);
            _ = model.PriceFor(Guid.Empty);
        }

        var twice = catalogue.Models.GroupBy(model => (model.Provider, model.Id, model.EffectiveFrom)).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? catalogue : throw new ValidationException($"The catalogue prices {twice.Key.Id} twice from {twice.Key.EffectiveFrom:O}.");
    }
}
