using System.Text.Json;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AiStudio.Features.ActivityLog;

/// <summary>What something was and what it became.</summary>
/// <param name="Before">Serialised to a JSON object. Never a secret, never a text that a model or a user wrote.</param>
/// <param name="After">The same values after.</param>
internal sealed record Change(object? Before, object? After)
{
    /// <summary>
    /// What the transaction has changed so far of the thing with this id: numbers, switches, choices, times and ids.
    /// Texts and bytes are left out whatever they hold, because secrets and what people write are texts and bytes.
    /// </summary>
    /// <param name="db">Its changes, not saved yet.</param>
    /// <param name="id">The thing's.</param>
    /// <param name="labels">Texts that are told all the same: what things are called, and what they name.</param>
    public static Change? Tracked(StudioDb db, Guid? id, params string[] labels)
    {
        if (id is null)
            return null;
        var values = (
            from entry in db.ChangeTracker.Entries()
            where entry.State == EntityState.Modified && entry.Entity is not ActivityEntry && entry.Metadata.FindPrimaryKey()!.Properties.Any(key => Equals(entry.Property(key).CurrentValue, id))
            from property in entry.Properties
            where property.IsModified && (IsPlain(property) || labels.Contains(property.Metadata.Name)) && !Equals(property.OriginalValue, property.CurrentValue)
            select property).DistinctBy(property => property.Metadata.Name).ToList();
        return values.Count == 0 ? null : new Change(
            values.ToDictionary(Name, property => Written(property.OriginalValue)),
            values.ToDictionary(Name, property => Written(property.CurrentValue)));
    }

    private static string Name(PropertyEntry property) => JsonNamingPolicy.CamelCase.ConvertName(property.Metadata.Name);

    private static object? Written(object? value) => value is Enum choice ? choice.ToString() : value;

    private static bool IsPlain(PropertyEntry property) =>
        (Nullable.GetUnderlyingType(property.Metadata.ClrType) ?? property.Metadata.ClrType) is var type
        && (type.IsEnum || type.IsPrimitive || type == typeof(decimal) || type == typeof(Guid) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeSpan));
}
