using System.Globalization;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Features.Spend.Filters;

/// <summary>
/// Which spend is meant, as it stands in a query string: the same names on every page and route. What is null matters not; <see cref="None"/> is what has none,
/// such as calls of no person.
/// </summary>
public sealed record SpendFilter
{
    /// <summary>The value that stands for none.</summary>
    public const string None = "none";

    /// <summary>More cannot be left out at once.</summary>
    public const int MostExcept = 100;

    private static readonly (SpendDimension Dimension, string Value)[] s_nothing = [];

    /// <summary>The first day, in the organization's time zone.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, itself included.</summary>
    public DateOnly? To { get; init; }

    public string? Feature { get; init; }

    public string? Model { get; init; }

    public string? Provider { get; init; }

    /// <summary>The id of a person.</summary>
    public string? User { get; init; }

    /// <summary>The id of an API key.</summary>
    public string? Key { get; init; }

    /// <summary>The id of a unit.</summary>
    public string? Unit { get; init; }

    public string? Tier { get; init; }

    /// <summary>One of <see cref="Overview.SpendPurpose"/>, in small letters.</summary>
    public string? Purpose { get; init; }

    /// <summary>What is left out: in an address <c>except=feature:chat</c>, once for each. What a chart calls the others is everything but the groups that it tells apart.</summary>
    public IReadOnlyList<(SpendDimension Dimension, string Value)> Except { get; init; } = s_nothing;

    /// <summary>Something in it that is not what it should be.</summary>
    internal Error? Problem { get; private init; }

    /// <summary>Whether nothing but days is asked for.</summary>
    public bool IsWide => !Asked.Any();

    /// <summary>Whether all that is asked for is a matter of persons.</summary>
    public bool IsOfPeople => !Asked.Any(dimension => dimension is SpendDimension.Feature or SpendDimension.Model or SpendDimension.Provider or SpendDimension.Key);

    /// <summary>Whether it asks for units or tiers, which people change.</summary>
    public bool IsOfPlaces => Asked.Any(dimension => dimension is SpendDimension.Unit or SpendDimension.Tier);

    /// <summary>By what it narrows; a dimension may come twice.</summary>
    public IEnumerable<SpendDimension> Asked => Values.Where(value => value.Value is not null).Select(value => value.Dimension).Concat(Except.Select(left => left.Dimension));

    /// <summary>All but the days, by the names they have in an address.</summary>
    public IReadOnlyList<(SpendDimension Dimension, string? Value)> Values =>
    [
        (SpendDimension.Feature, Feature), (SpendDimension.Model, Model), (SpendDimension.Provider, Provider), (SpendDimension.Tier, Tier),
        (SpendDimension.User, User), (SpendDimension.Key, Key), (SpendDimension.Unit, Unit), (SpendDimension.Purpose, Purpose),
    ];

    public static SpendFilter Of(IQueryCollection query)
    {
        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        DateOnly? Day(string name) => DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999 ? day : null;

        var unreadable = Array.Find(["from", "to"], name => Text(name) is not null && Day(name) is null);
        var noText = query.Any(field => field.Value.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true));
        var unknown = Array.Find(["user", "key", "unit"], name => Text(name) is { } id && id != None && !Guid.TryParse(id, out _));
        var except = query["except"].Where(left => !string.IsNullOrEmpty(left)).Select(left => LeftOut(left!)).ToArray();
        return new SpendFilter
        {
            From = Day("from"),
            To = Day("to"),
            Feature = Text("feature"),
            Model = Text("model"),
            Provider = Text("provider"),
            User = Text("user"),
            Key = Text("key"),
            Unit = Text("unit"),
            Tier = Text("tier"),
            Purpose = Text("purpose"),
            Except = except.Length == 0 ? s_nothing : [.. except.OfType<(SpendDimension, string)>()],
            Problem = noText ? Error.Invalid("text_invalid", "A part of the address holds a character that is no text.")
                : unreadable is not null ? Error.Invalid("day_invalid", $"“{unreadable}” is a day, written as in 2026-11-20.")
                : unknown is not null ? Error.Invalid("id_invalid", $"“{unknown}” is an id, or “{None}”.")
                : except.Length > MostExcept || except.Contains(null) ? Error.Invalid("except_invalid", $"“except” is what to leave out, as in feature:chat, {MostExcept} times at most.")
                : null,
        };
    }

    /// <summary>The same with another value of one dimension; null takes it out.</summary>
    public SpendFilter With(SpendDimension dimension, string? value) => dimension switch
    {
        SpendDimension.Feature => this with { Feature = value },
        SpendDimension.Model => this with { Model = value },
        SpendDimension.Provider => this with { Provider = value },
        SpendDimension.Tier => this with { Tier = value },
        SpendDimension.User => this with { User = value },
        SpendDimension.Key => this with { Key = value },
        SpendDimension.Purpose => this with { Purpose = value },
        _ => this with { Unit = value },
    };

    /// <summary>The same without some values of one dimension.</summary>
    public SpendFilter Without(SpendDimension dimension, IEnumerable<string> values) => this with { Except = [.. Except, .. values.Select(value => (dimension, value))] };

    /// <summary>The same with all values of one dimension that were left out.</summary>
    public SpendFilter WithAll(SpendDimension dimension) => Except.Any(left => left.Dimension != dimension)
        ? this with { Except = [.. Except.Where(left => left.Dimension != dimension)] }
        : this with { Except = s_nothing };

    /// <summary>The same of other days.</summary>
    public SpendFilter Between(DateOnly from, DateOnly to) => this with { From = from, To = to };

    /// <summary>The address of <paramref name="page"/> with this filter and with <paramref name="more"/>.</summary>
    public string Address(string page, params (string Name, string? Value)[] more) =>
        QueryHelpers.AddQueryString(page, Fields.Concat(more).Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>What a form that keeps this filter sends along.</summary>
    public IEnumerable<(string Name, string? Value)> Fields =>
    [
        ("from", Written(From)), ("to", Written(To)), .. Values.Select(value => (NameOf(value.Dimension), value.Value)), .. Excepted,
    ];

    /// <summary>Of <see cref="Fields"/>, what is left out.</summary>
    public IEnumerable<(string Name, string? Value)> Excepted => Except.Select(left => ("except", (string?)$"{NameOf(left.Dimension)}:{left.Value}"));

    /// <summary>What a dimension is called in an address.</summary>
    public static string NameOf(SpendDimension dimension) => dimension.ToString().ToLowerInvariant();

    /// <summary>What a key of the database is in an address.</summary>
    public static string ValueOf(string key) => key.Length == 0 ? None : key;

    private static (SpendDimension Dimension, string Value)? LeftOut(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 && Enum.TryParse<SpendDimension>(text[..colon], ignoreCase: true, out var dimension) && NameOf(dimension) == text[..colon]
            && (dimension is not (SpendDimension.User or SpendDimension.Key or SpendDimension.Unit) || text[(colon + 1)..] == None || Guid.TryParse(text.AsSpan(colon + 1), out _))
            ? (dimension, text[(colon + 1)..])
            : null;
    }

    private static string? Written(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
